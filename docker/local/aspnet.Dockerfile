# Stands in for mcr.microsoft.com/dotnet/aspnet: Debian with this machine's runtimes and the same unprivileged account.
FROM hub-local/debian:12-ldap
COPY dotnet /usr/share/dotnet
RUN rm -rf /usr/share/dotnet/sdk /usr/share/dotnet/packs /usr/share/dotnet/templates /usr/share/dotnet/sdk-manifests \
    && ln -s /usr/share/dotnet/dotnet /usr/bin/dotnet && useradd --uid 1654 --create-home app
ENV DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1
