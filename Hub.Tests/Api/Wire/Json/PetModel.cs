using System.Text.Json.Nodes;

namespace Hub.Tests.Api.Wire.Json;

public sealed record PetModel(
    string PetName, bool? OAuthNoConfirm, PetKind Kind, DateTimeOffset? LastActivity, JsonNode? State, Dictionary<string, int> CountsByName);
