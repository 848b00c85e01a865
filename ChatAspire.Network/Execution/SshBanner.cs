using System.Net.Sockets;
using System.Text;

namespace ChatAspire.Network.Execution;

/// <summary>
/// Reads the identification line that an SSH server sends first. A TCP connection alone does not prove that a server is there, because
/// proxies and some VPNs accept every connection.
/// </summary>
public static class SshBanner
{
    /// <summary>The maximum length of the identification line in bytes, CR LF included (RFC 4253, section 4.2).</summary>
    private const int MaxLineBytes = 255;

    // SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3
    private const string Start = "SSH-";

    /// <param name="host">An address, or a name to resolve.</param>
    /// <param name="limit">The time allowed for connecting and receiving the line.</param>
    /// <returns>The line without its line break; null if no SSH server sends one in time.</returns>
    public static async Task<string?> ReadAsync(string host, int port, TimeSpan limit, CancellationToken cancellation)
    {
        using var client = new TcpClient();
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        timeout.CancelAfter(limit);
        try
        {
            await client.ConnectAsync(host, port, timeout.Token);
            var line = new byte[MaxLineBytes];
            var length = 0;
            while (length < line.Length && !line.AsSpan(0, length).Contains((byte)'\n')
                && await client.GetStream().ReadAsync(line.AsMemory(length), timeout.Token) is > 0 and var read)
            {
                length += read;
            }

            var text = Encoding.ASCII.GetString(line, 0, length).Split('\n')[0].TrimEnd('\r');
            return text.StartsWith(Start, StringComparison.Ordinal) ? text : null;
        }
        catch (Exception e) when (e is SocketException or IOException
            || (e is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            return null;
        }
    }
}
