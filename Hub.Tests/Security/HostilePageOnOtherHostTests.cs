namespace Hub.Tests.Security;

/// <summary>Each user has a host below that of the hub.</summary>
public sealed class HostilePageOnOtherHostTests() : HostilePageTests(hasSubdomains: true, hasPrefix: false);
