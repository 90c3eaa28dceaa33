using Newtonsoft.Json.Linq;

namespace Hub.Api.Wire.Json;

/// <summary>
/// A request that reads its body by hand, because the body has more than one form. Whatever came is kept as it is: the validator of
/// the request says what is wrong with it.
/// </summary>
public interface IReadsBody<out TSelf>
    where TSelf : IReadsBody<TSelf>
{
    /// <param name="body">Null for none, where there has to be one.</param>
    static abstract TSelf Read(JToken? body);
}
