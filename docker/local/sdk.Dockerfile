# Stands in for mcr.microsoft.com/dotnet/sdk where no image can be pulled: Debian with this machine's SDK and its restored packages.
FROM hub-local/debian:12-ldap
COPY dotnet /usr/share/dotnet
COPY packages /packages
RUN ln -s /usr/share/dotnet/dotnet /usr/bin/dotnet
ENV NUGET_PACKAGES=/packages DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1
