using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using ChatAspire.Network.Execution;

namespace ChatAspire.Network.Tests.Execution;

/// <summary>A real OpenSSH server on loopback with keys of its own, for one test class.</summary>
public sealed class SshServer : IAsyncLifetime
{
    private const string Program = "/usr/sbin/sshd";

    private readonly string _directory = Directory.CreateTempSubdirectory("chatlab-sshd-").FullName;
    private readonly SshKeyPair _hostKey = SshKeyPair.Create("host");
    private readonly SshKeyPair _userKey = SshKeyPair.Create("user");
    private readonly int _port = FreePort();
    private Process? _server;
    private string _listener = "";

    public SshEndpoint Endpoint => new(new IPEndPoint(IPAddress.Loopback, _port), Environment.UserName, File("user"), _hostKey.PublicKey);

    public async ValueTask InitializeAsync()
    {
        Assert.SkipUnless(System.IO.File.Exists(Program), $"{Program} is not installed (Debian: openssh-server)");
        Assert.SkipUnless(Environment.UserName == "root", "sshd started by another user than root cannot serve sessions on every system");
        Directory.CreateDirectory("/run/sshd"); // its privilege separation directory; Debian's service makes it
        Write("host", _hostKey.PrivateKey);
        Write("user", _userKey.PrivateKey);
        Write("authorized_keys", _userKey.PublicKey + "\n");
        Write("config", $"""
            ListenAddress 127.0.0.1:{_port}
            HostKey {File("host")}
            AuthorizedKeysFile {File("authorized_keys")}
            PermitRootLogin yes
            StrictModes no
            UsePAM no
            PidFile none
            # Else bash reads its user's ~/.bashrc first (bash(1)), which on some machines takes longer than all the rest.
            SetEnv SHLVL=1

            """);
        await StartAsync();
    }

    public async Task StartAsync()
    {
        // The server must not outlive a test run that is killed: then its shell's input ends.
        _server = Process.Start(new ProcessStartInfo(
            "sh", ["-c", "\"$@\" & echo $!; cat >/dev/null; kill -KILL $!", "sh", Program, "-D", "-q", "-f", File("config")])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        _listener = await _server.StandardOutput.ReadLineAsync() ?? "";
        await Until.TrueAsync(() => CanConnect(), "sshd listens");
    }

    /// <summary>Ends the server and every connection to it.</summary>
    public void Stop()
    {
        _server?.Kill(entireProcessTree: true);
        _server?.WaitForExit();
        _server = null;
    }

    /// <summary>Ends the connections, as a lost network would, and leaves the server.</summary>
    public void CutConnections()
    {
        using var kill = Process.Start("pkill", ["-KILL", "-P", _listener]);
        kill.WaitForExit();
    }

    public ValueTask DisposeAsync()
    {
        Stop();
        Directory.Delete(_directory, recursive: true);
        return ValueTask.CompletedTask;
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private bool CanConnect()
    {
        using var client = new TcpClient();
        try
        {
            client.Connect(IPAddress.Loopback, _port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private string File(string name) => Path.Combine(_directory, name);

    private void Write(string name, string text)
    {
        System.IO.File.WriteAllText(File(name), text);
        System.IO.File.SetUnixFileMode(File(name), UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }
}
