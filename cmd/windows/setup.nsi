; The installer, for one user and without an administrator's rights: makensis -DVERSION=... -DFILES=FOLDER -DOUT=FILE cmd/windows/setup.nsi
; Silent: setup.exe /S [/D=FOLDER]
Unicode true
!include "MUI2.nsh"
!include "x64.nsh"
Name "certcase ${VERSION}"
OutFile "${OUT}"
RequestExecutionLevel user
InstallDir "$LOCALAPPDATA\Programs\certcase"
InstallDirRegKey HKCU "Software\certcase" "Folder"
SetCompressor /SOLID lzma
ManifestDPIAware true
VIProductVersion "${VERSION}.0"
VIAddVersionKey "ProductName" "certcase"
VIAddVersionKey "FileDescription" "Installer of certcase"
VIAddVersionKey "FileVersion" "${VERSION}"
VIAddVersionKey "ProductVersion" "${VERSION}"
VIAddVersionKey "LegalCopyright" ""

!define UNINSTALL "Software\Microsoft\Windows\CurrentVersion\Uninstall\certcase"
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"

Function .onInit
    ${IfNot} ${RunningX64}
        MessageBox MB_OK|MB_ICONSTOP "certcase needs a 64-bit Windows." /SD IDOK
        Abort
    ${EndIf}
FunctionEnd

!macro Path flags
    nsExec::ExecToLog '"$SYSDIR\WindowsPowerShell\v1.0\powershell.exe" -NoProfile -NonInteractive -ExecutionPolicy Bypass -File "$INSTDIR\path.ps1" -Folder "$INSTDIR" ${flags}'
    Pop $0
!macroend

Section "certcase"
    SetOutPath "$INSTDIR"
    File /r "${FILES}/*"
    WriteUninstaller "$INSTDIR\uninstall.exe"
    WriteRegStr HKCU "Software\certcase" "Folder" "$INSTDIR"
    WriteRegStr HKCU "${UNINSTALL}" "DisplayName" "certcase"
    WriteRegStr HKCU "${UNINSTALL}" "DisplayVersion" "${VERSION}"
    WriteRegStr HKCU "${UNINSTALL}" "UninstallString" '"$INSTDIR\uninstall.exe"'
    WriteRegStr HKCU "${UNINSTALL}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
    WriteRegStr HKCU "${UNINSTALL}" "InstallLocation" "$INSTDIR"
    WriteRegDWORD HKCU "${UNINSTALL}" "NoModify" 1
    WriteRegDWORD HKCU "${UNINSTALL}" "NoRepair" 1
    !insertmacro Path ""
SectionEnd

Section "Uninstall"
    !insertmacro Path "-Remove"
    RMDir /r "$INSTDIR\licences"
    RMDir /r "$INSTDIR\manual"
    RMDir /r "$INSTDIR\templates"
    RMDir /r "$INSTDIR\schemas"
    Delete "$INSTDIR\certcase.exe"
    Delete "$INSTDIR\completion.ps1"
    Delete "$INSTDIR\path.ps1"
    Delete "$INSTDIR\README.md"
    Delete "$INSTDIR\CHANGELOG.md"
    Delete "$INSTDIR\uninstall.exe"
    RMDir "$INSTDIR"
    DeleteRegKey HKCU "${UNINSTALL}"
    DeleteRegKey HKCU "Software\certcase"
SectionEnd
