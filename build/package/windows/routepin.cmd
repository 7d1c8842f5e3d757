@echo off
rem The command line of the installed Routepin: the app itself, without a window.
"%~dp0..\..\Routepin.exe" --cli -- %*
exit /b %ERRORLEVEL%
