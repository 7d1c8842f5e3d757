; Puts `routepin` on the PATH without editing the PATH: the folder is on it for every user of Windows 10 and later.
!macro customInstall
  FileOpen $0 "$LOCALAPPDATA\Microsoft\WindowsApps\routepin.cmd" w
  FileWrite $0 '@"$INSTDIR\resources\bin\routepin.cmd" %*$\r$\n'
  FileClose $0
!macroend

!macro customUnInstall
  Delete "$LOCALAPPDATA\Microsoft\WindowsApps\routepin.cmd"
!macroend
