using Hub.Domain.Errors;

namespace Hub.Tests.Api.Wire.Errors;

public sealed class OddException(string message) : HubException(message);
