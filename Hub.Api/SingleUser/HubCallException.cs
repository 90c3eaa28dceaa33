namespace Hub.Api.SingleUser;

/// <summary>The hub cannot be asked, or does not answer as it should.</summary>
/// <param name="status">What to answer a visitor who needed that call.</param>
public sealed class HubCallException(int status, string message, Exception? inner = null) : Exception(message, inner)
{
    public int Status => status;
}
