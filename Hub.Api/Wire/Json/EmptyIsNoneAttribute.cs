namespace Hub.Api.Wire.Json;

/// <summary>
/// Marks a request for which an empty body of any kind counts as none, or a key for which an empty value does, as in JupyterHub: PHP,
/// for one, writes an object without keys as <c>[]</c>.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Property)]
public sealed class EmptyIsNoneAttribute : Attribute;
