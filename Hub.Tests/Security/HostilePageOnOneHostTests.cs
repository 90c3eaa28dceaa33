namespace Hub.Tests.Security;

/// <summary>Users and hub share one host.</summary>
public sealed class HostilePageOnOneHostTests() : HostilePageTests(hasSubdomains: false, hasPrefix: false);
