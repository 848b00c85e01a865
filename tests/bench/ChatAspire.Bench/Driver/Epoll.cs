using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace ChatAspire.Bench.Driver;

/// <summary>
/// Linux's epoll(7), level-triggered, for input only: one thread serves thousands of sockets at a fraction of what
/// .NET's asynchronous sockets cost, so that the driver takes as little as possible of the machine it shares.
/// </summary>
public sealed unsafe partial class Epoll : IDisposable
{
    private const int MaxEvents = 512;
    private const int AddOperation = 1; // EPOLL_CTL_ADD
    private const uint Readable = 1; // EPOLLIN

    // struct epoll_event { uint32_t events; uint64_t data; }: packed on x86-64, and only there.
    private static readonly int EventSize = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 12 : 16;
    private static readonly int DataOffset = EventSize - sizeof(ulong);

    private readonly SafeFileHandle _epoll = Create(0);
    private readonly byte[] _events = new byte[MaxEvents * EventSize];

    /// <summary>Watches a socket; the kernel removes it when it is closed.</summary>
    /// <param name="socket">The socket's descriptor.</param>
    /// <param name="tag">The value <see cref="Poll"/> reports for it.</param>
    public void Add(SafeHandle socket, int tag)
    {
        var request = stackalloc byte[EventSize];
        *(uint*)request = Readable;
        *(ulong*)(request + DataOffset) = (uint)tag;
        if (Control(_epoll, AddOperation, socket, request) < 0)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError());
        }
    }

    /// <summary>Polls for input without waiting; fills <paramref name="ready"/> with tags and returns their number.</summary>
    public int Poll(Span<int> ready)
    {
        fixed (byte* events = _events)
        {
            var count = Math.Max(0, Wait(_epoll, events, Math.Min(MaxEvents, ready.Length), 0)); // -1: interrupted
            for (var i = 0; i < count; i++)
            {
                ready[i] = (int)*(ulong*)(events + (i * EventSize) + DataOffset);
            }

            return count;
        }
    }

    /// <summary>Sleeps with a finer resolution than .NET's milliseconds.</summary>
    public static void Sleep(TimeSpan time) => _ = Sleep((uint)time.TotalMicroseconds);

    public void Dispose() => _epoll.Dispose();

    [LibraryImport("libc", EntryPoint = "epoll_create1", SetLastError = true)]
    private static partial SafeFileHandle Create(int flags);

    [LibraryImport("libc", EntryPoint = "epoll_ctl", SetLastError = true)]
    private static partial int Control(SafeHandle epoll, int operation, SafeHandle descriptor, byte* request);

    [LibraryImport("libc", EntryPoint = "epoll_wait", SetLastError = true)]
    private static partial int Wait(SafeHandle epoll, byte* events, int count, int milliseconds);

    [LibraryImport("libc", EntryPoint = "usleep")]
    private static partial int Sleep(uint microseconds);
}
