using System.Buffers;
using Newtonsoft.Json;

namespace Hub.Api.Wire.Json;

/// <summary>Lets the JSON writer borrow its buffers instead of making new ones for each answer.</summary>
internal sealed class CharPool : IArrayPool<char>
{
    public static CharPool Shared { get; } = new();

    public char[] Rent(int minimumLength) => ArrayPool<char>.Shared.Rent(minimumLength);

    public void Return(char[]? array)
    {
        if (array is not null)
            ArrayPool<char>.Shared.Return(array);
    }
}
