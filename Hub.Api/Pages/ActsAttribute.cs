namespace Hub.Api.Pages;

/// <summary>Marks the code of a page for GET that does more than show something, so that whoever only asks with HEAD does not do it.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ActsAttribute : Attribute;
