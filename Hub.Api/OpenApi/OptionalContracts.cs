using Hub.Api.Wire.Json;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace Hub.Api.OpenApi;

/// <summary>Shows an <see cref="Optional{T}"/> as the value in it, which is all that is ever on the wire.</summary>
internal sealed class OptionalContracts(ISerializerDataContractResolver contracts) : ISerializerDataContractResolver
{
    public DataContract GetDataContractForType(Type type) => contracts.GetDataContractForType(
        type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Optional<>) ? type.GetGenericArguments()[0] : type);
}
