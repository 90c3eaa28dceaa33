namespace Hub.Api.Wire.Logs;

/// <summary>A request feature: whoever finds out who is asking leaves the name here for the request log.</summary>
public interface ICallerName
{
    string Name { get; }
}
