namespace Hub.Api.OpenApi;

/// <summary>Marks a model that comes in with a request, where keys may be left out.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class RequestPartAttribute : Attribute;
