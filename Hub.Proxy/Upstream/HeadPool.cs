using System.Buffers;

namespace Hub.Proxy.Upstream;

/// <summary>
/// Arrays for the heads of messages. As many are kept as there may be requests at work: the shared pool keeps some dozens of a size,
/// and with a few hundred requests at once most of what was collected were its arrays.
/// </summary>
internal static class HeadPool
{
    private const int LargestArray = 64 * 1024;
    private const int MostKept = 1024;

    private static readonly ArrayPool<byte> _arrays = ArrayPool<byte>.Create(LargestArray, MostKept);

    public static byte[] Rent(int size) => _arrays.Rent(size);

    public static void Return(byte[] array) => _arrays.Return(array);
}
