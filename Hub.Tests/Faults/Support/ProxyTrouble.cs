namespace Hub.Tests.Faults.Support;

/// <summary>What is wrong with the API of the proxy.</summary>
public enum ProxyTrouble
{
    None,

    /// <summary>It answers 500.</summary>
    Errors,

    /// <summary>It takes requests and answers none.</summary>
    Hangs,
}
