using System.Globalization;
using System.Net;

namespace ChatAspire.AppHost;

/// <summary>Finds the process that listens at an endpoint, from Linux's <c>/proc</c>.</summary>
public static class PortHolder
{
    private const string Listening = "0A"; // TCP_LISTEN, include/net/tcp_states.h

    private static readonly string[] Tables = ["/proc/net/tcp", "/proc/net/tcp6"];

    /// <summary>
    /// Returns the holder as <c>NAME (process PID)</c>; null when no process listens there, when another user owns the process, or on
    /// another system than Linux.
    /// </summary>
    public static string? Of(LocalEndpoint endpoint)
    {
        var sockets = Tables.Where(File.Exists)
            .SelectMany(file => File.ReadLines(file).Skip(1))
            .Select(Parse)
            .Where(socket => socket.Port == endpoint.Port && (socket.Address.Equals(endpoint.Address) || IsAny(socket.Address)))
            .Select(socket => $"socket:[{socket.Inode}]")
            .ToHashSet();
        return sockets.Count == 0 ? null : Directory.EnumerateDirectories("/proc")
            .Where(folder => int.TryParse(Path.GetFileName(folder), out _))
            .Select(folder => NameOfHolder(folder, sockets))
            .FirstOrDefault(name => name is not null);
    }

    //   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
    //    0: 0B00127F:1388 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1066743 1 …
    private static (IPAddress Address, int Port, string Inode) Parse(string line)
    {
        var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var local = fields[1].Split(':');
        var port = fields[3] == Listening ? int.Parse(local[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture) : 0;

        // The address is in 32-bit words in the machine's byte order, which is little-endian on every platform of .NET except s390x.
        var bytes = Convert.FromHexString(local[0]).Chunk(4).SelectMany(word => word.Reverse()).ToArray();
        return (new IPAddress(bytes), port, fields[9]);
    }

    private static bool IsAny(IPAddress address) => address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);

    /// <returns><c>NAME (process PID)</c>; null if the process holds none of the sockets.</returns>
    private static string? NameOfHolder(string processFolder, HashSet<string> sockets)
    {
        try
        {
            return Directory.EnumerateFiles(Path.Combine(processFolder, "fd"))
                .Any(file => File.ResolveLinkTarget(file, returnFinalTarget: false) is { } target
                    && sockets.Contains(Path.GetFileName(target.FullName)))
                ? $"{File.ReadAllText(Path.Combine(processFolder, "comm")).Trim()} (process {Path.GetFileName(processFolder)})"
                : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null; // the process ended meanwhile, or belongs to another user
        }
    }
}
