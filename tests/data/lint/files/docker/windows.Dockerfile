# escape=`
FROM mcr.microsoft.com/windows/servercore:ltsc2022 AS base
RUN dir C:\
FROM `
    mcr.microsoft.com/dotnet/aspnet:8.0
COPY --from=base C:\x C:\y
