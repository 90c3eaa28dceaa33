namespace Hub.Tests.Api.Wire.Json;

public enum PetKind
{
    Cat,
    GuineaPig,
}
