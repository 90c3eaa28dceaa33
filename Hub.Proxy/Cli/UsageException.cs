namespace Hub.Proxy.Cli;

/// <summary>The command line, the environment or the configuration file cannot be used as it is.</summary>
internal sealed class UsageException(string message) : Exception(message);
