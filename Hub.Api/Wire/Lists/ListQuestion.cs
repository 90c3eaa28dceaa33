using Hub.Domain.Access;

namespace Hub.Api.Wire.Lists;

/// <summary>What a request for a list asks: whoever asks the same is to be answered the same.</summary>
/// <param name="Caller">With whose rights; one object for as long as these do not change.</param>
/// <param name="Url">Of what.</param>
/// <param name="WantsEnvelope">In which form.</param>
public sealed record ListQuestion(Caller Caller, RequestUrl Url, bool WantsEnvelope);
