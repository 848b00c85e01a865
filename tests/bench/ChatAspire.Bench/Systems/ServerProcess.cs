using System.ComponentModel;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace ChatAspire.Bench.Systems;

/// <summary>A server on a loopback port: ready when it accepts connections, killed when disposed.</summary>
public sealed class ServerProcess : IDisposable
{
    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(30);

    private readonly Process _process;

    /// <summary>Starts the server, and waits until it accepts connections on <paramref name="port"/>.</summary>
    /// <param name="awaits">False to return at once.</param>
    /// <exception cref="BadInputException">The server is not installed, or does not accept connections in time.</exception>
    public ServerProcess(ProcessStartInfo command, int port, bool awaits = true)
    {
        command.RedirectStandardOutput = true; // its output is not part of the report; errors pass through
        try
        {
            _process = Process.Start(command)!;
        }
        catch (Win32Exception missing)
        {
            throw new BadInputException($"{command.FileName}: {missing.Message}. "
                + "The bench needs redis-server, node and dotnet on the PATH.");
        }

        _process.OutputDataReceived += (_, _) => { };
        _process.BeginOutputReadLine();
        Port = port;
        if (awaits)
        {
            AwaitPort();
        }
    }

    public int Id => _process.Id;

    public int Port { get; }

    /// <summary>Starts a Redis without persistence, the same for all systems.</summary>
    public static ServerProcess Redis()
    {
        var port = FreePort();
        return new(new("redis-server", ["--bind", "127.0.0.1", "--port", $"{port}", "--save", "", "--appendonly", "no"]), port);
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>True if something accepts connections on a loopback port.</summary>
    public static bool Accepts(int port)
    {
        try
        {
            using var probe = new TcpClient("127.0.0.1", port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.WaitForExit();
        _process.Dispose();
    }

    private void AwaitPort()
    {
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < StartDeadline && !_process.HasExited; Thread.Sleep(20))
        {
            if (Accepts(Port))
            {
                return;
            }
        }

        Dispose();
        throw new BadInputException($"{_process.StartInfo.FileName} did not listen on "
            + $"127.0.0.1:{Port} within {StartDeadline.TotalSeconds:0} s");
    }
}
