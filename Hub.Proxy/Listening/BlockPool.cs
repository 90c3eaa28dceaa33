using System.Buffers;
using System.Collections.Concurrent;
using Microsoft.AspNetCore.Connections;

namespace Hub.Proxy.Listening;

/// <summary>
/// Memory for what comes from clients and goes to them, in blocks of 64 KiB: with the server's own 4 KiB an upload costs
/// sixteen times the system calls. Idle connections hold none, so larger blocks cost them nothing.
/// </summary>
internal sealed class BlockPool : MemoryPool<byte>, IMemoryPoolFactory<byte>
{
    private const int BlockSize = 64 * 1024;
    private const int MostKept = 512;

    [ThreadStatic]
    private static Block? _nearest;

    private readonly ConcurrentQueue<Block> _free = new();
    private int _kept;

    public override int MaxBufferSize => BlockSize;

    // One pool for all: blocks given back on one connection serve the next.
    public MemoryPool<byte> Create(MemoryPoolOptions? options = null) => this;

    public override IMemoryOwner<byte> Rent(int minBufferSize = -1)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(minBufferSize, BlockSize);
        if (_nearest is { } near && near.Pool == this)
        {
            _nearest = null;
            return near;
        }

        if (!_free.TryDequeue(out var block)) return new Block(this);
        Interlocked.Decrement(ref _kept);
        return block;
    }

    // The server disposes its pools when it stops; this one outlives it for connections that are still ending.
    protected override void Dispose(bool disposing)
    {
    }

    private void Return(Block block)
    {
        if (_nearest is null)
        {
            _nearest = block;
            return;
        }

        if (Interlocked.Increment(ref _kept) <= MostKept) _free.Enqueue(block);
        else Interlocked.Decrement(ref _kept);
    }

    private sealed class Block(BlockPool pool) : IMemoryOwner<byte>
    {
        private readonly byte[] _bytes = GC.AllocateUninitializedArray<byte>(BlockSize);

        public BlockPool Pool => pool;

        public Memory<byte> Memory => _bytes;

        public void Dispose() => pool.Return(this);
    }
}
