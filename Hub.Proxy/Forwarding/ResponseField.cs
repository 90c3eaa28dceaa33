namespace Hub.Proxy.Forwarding;

/// <summary>One header line of a backend's answer.</summary>
/// <param name="Known">Index among the known headers, or -1.</param>
internal readonly record struct ResponseField(string Name, string Value, HeaderRole Role, int Known);
