using System.Diagnostics;
using System.Net;
using ChatAspire.Network.Execution;
using ChatAspire.Testing;

namespace ChatAspire.Network.Tests.Execution;

/// <summary>Runs a real OpenSSH server on loopback with its own keys, for one test class.</summary>
public sealed class SshServer : IAsyncLifetime
{
    private const string Program = "/usr/sbin/sshd";

    private readonly string _directory = Directory.CreateTempSubdirectory("chatlab-sshd-").FullName;
    private readonly SshKeyPair _hostKey = SshKeyPair.Create("host");
    private readonly SshKeyPair _userKey = SshKeyPair.Create("user");
    private readonly int _port = TcpPort.FindFree();
    private Process? _server;
    private string _listener = "";

    public SshEndpoint Endpoint => new(new IPEndPoint(IPAddress.Loopback, _port), Environment.UserName, File("user"), _hostKey.PublicKey);

    public async ValueTask InitializeAsync()
    {
        if (!Requirements.Met(this, System.IO.File.Exists(Program), $"{Program} is not installed (Debian: openssh-server)")
            || !Requirements.Met(
                this, Environment.UserName == "root", "sshd started by another user than root cannot serve sessions on every system"))
        {
            return;
        }

        Directory.CreateDirectory("/run/sshd"); // its privilege separation directory, which Debian's service creates
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
            # Without this, bash reads the user's ~/.bashrc (bash(1)), which on some machines takes longer than the tests.
            SetEnv SHLVL=1

            """);
        await StartAsync();
    }

    public async Task StartAsync()
    {
        // The shell kills the server when its input ends, so that the server does not outlive a test run that is killed.
        _server = Process.Start(new ProcessStartInfo(
            "sh", ["-c", "\"$@\" & echo $!; cat >/dev/null; kill -KILL $!", "sh", Program, "-D", "-q", "-f", File("config")])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        _listener = await _server.StandardOutput.ReadLineAsync() ?? "";
        await Wait.UntilAsync(
            "sshd listens",
            () => TcpPort.AcceptsAsync("127.0.0.1", _port, TimeSpan.FromSeconds(5), CancellationToken.None));
    }

    /// <summary>Kills the server and every connection to it.</summary>
    public void Stop()
    {
        _server?.Kill(entireProcessTree: true);
        _server?.WaitForExit();
        _server = null;
    }

    /// <summary>Kills the connections, like a lost network, and keeps the server.</summary>
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

    private string File(string name) => Path.Combine(_directory, name);

    private void Write(string name, string text)
    {
        System.IO.File.WriteAllText(File(name), text);
        System.IO.File.SetUnixFileMode(File(name), UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }
}
