using Hub.Proxy.Cli;

namespace Hub.Proxy;

internal static class Program
{
    private static async Task<int> Main(string[] args)
    {
        // Read once when the first socket is made: what waited for a socket that .NET watches goes on there, as on our own loops.
        Environment.SetEnvironmentVariable("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS", "1");
        return await ProxyCommand.RunAsync(args, Console.Out, Console.Error).ConfigureAwait(false);
    }
}
