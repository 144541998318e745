#include "model/explanation.h"

const struct explanation *explanation_of(const struct explanations *all, const char *id)
{
    for (size_t i = 0; i < all->n; i++)
        if (strcmp(all->items[i].id, id) == 0)
            return &all->items[i];
    abort(); /* the program was built wrongly */
}
