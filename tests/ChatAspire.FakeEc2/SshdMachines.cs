using System.Text.Json;
using ChatAspire.Testing;

namespace ChatAspire.FakeEc2;

/// <summary>
/// Machines that are one real sshd each, on port 22 of a loopback address of their own, with the host key from the user
/// data and the imported key. There is no real host behind them: only the commands of a launch are answered.
/// </summary>
public sealed class SshdMachines : IMachines
{
    private const string Sshd = "/usr/sbin/sshd";

    // $1 is the machine's directory. A launch runs `true`, reads cloud-init's result, replaces the host key, asks for the metadata
    // service and queries the NIC.
    private const string Shell = """
        case "$SSH_ORIGINAL_COMMAND" in
        *"exec true "*) exit 0 ;;
        *"cat /var/lib/cloud/data/result.json"*) exec cat "$1/result.json" ;;
        *ssh-keygen*) [ -e "$1/next.pub" ] || ssh-keygen -q -t ed25519 -N '' -f "$1/next"; exec cat "$1/next.pub" ;;
        *"systemctl reload ssh.service"*) mv "$1/next" "$1/host_key"; exec kill -HUP "$(cat "$1/pid")" ;;
        *"/latest/api/token"*) [ -e "$1/disabled" ] && echo 403 || echo cloud-init; exit 0 ;;
        *"cloud-init.disabled"*) touch "$1/disabled"; exit 0 ;;
        *chatlab-ttl.timer*" never replace "*) exit 0 ;;
        *chatlab-ttl.timer*" replace "*) echo 1795927320; exit 0 ;;
        *"ip -4 route show default"*) printf 'ens5\n9001\n' ;;
        *) echo "this machine does not know: $SSH_ORIGINAL_COMMAND" >&2; exit 127 ;;
        esac
        """;

    /// <summary>The deadline that every machine reports when its time to live is changed.</summary>
    public static DateTimeOffset Deadline { get; } = DateTimeOffset.FromUnixTimeSeconds(1795927320);

    /// <summary>Null if machines can be started, else the reason they cannot.</summary>
    public static string? Missing => !File.Exists(Sshd) ? "sshd is not installed"
        : Environment.UserName != "root" ? "only root can serve port 22"
        : !OperatingSystem.IsLinux() ? "only Linux serves all of 127.0.0.0/8"
        : null;

    /// <summary>The time from the start until cloud-init ends.</summary>
    public TimeSpan Installs { get; set; } = TimeSpan.FromMilliseconds(300);

    /// <summary>The errors that cloud-init reports.</summary>
    public string[] Errors { get; set; } = [];

    /// <summary>Presents a host key of its own instead of the one from the user data.</summary>
    public bool Impostor { get; set; }

    /// <summary>Accepts connections and says nothing, as a proxy in between does.</summary>
    public bool Proxied { get; set; }

    /// <summary>Answers at its private address only, as for clients inside the VPC; the public one is unreachable.</summary>
    public bool Inside { get; set; }

    /// <summary>The user data of each machine.</summary>
    public Dictionary<string, MachineRequest> Started { get; } = [];

    public async Task<Machine> StartAsync(MachineRequest request, CancellationToken cancellation)
    {
        Started[request.InstanceId] = request;
        var directory = Directory.CreateTempSubdirectory("fake-ec2-").FullName; // 0700, as sshd demands of its keys' directory
        using var config = JsonDocument.Parse(request.UserData["#cloud-config\n".Length..]);
        await WriteAsync(directory, "host_key", Impostor
            ? await OtherKeyAsync(directory)
            : config.RootElement.GetProperty("ssh_keys").GetProperty("ed25519_private").GetString()!);
        await WriteAsync(directory, "authorized_keys", request.AuthorizedKey + "\n");
        await WriteAsync(directory, "shell", Shell);
        await WriteAsync(directory, "sshd_config", $"""
            HostKey {directory}/host_key
            AuthorizedKeysFile {directory}/authorized_keys
            PermitRootLogin prohibit-password
            PidFile {directory}/pid
            UsePAM no
            StrictModes no
            # Else bash reads its user's ~/.bashrc first (bash(1)), which on some machines takes longer than all the rest.
            SetEnv SHLVL=1
            ForceCommand sh {directory}/shell {directory}
            """);
        Directory.CreateDirectory("/run/sshd"); // sshd's privilege separation directory, normally created by the service
        var address = LoopbackAddress.Free(22);
        if (Proxied)
        {
            return new Silent(address, request.PrivateAddress, directory);
        }

        var sshd = ChildProcess.Start(Sshd, ["-D", "-e", "-f", $"{directory}/sshd_config", "-o", $"ListenAddress={address}:22"]);
        _ = Task.Delay(Installs, CancellationToken.None).ContinueWith(
            _ => WriteAsync(directory, "result.json",
                JsonSerializer.Serialize(new { v1 = new { datasource = "DataSourceEc2Local", errors = Errors } })), TaskScheduler.Default);
        return Inside
            ? new SshdMachine("127.0.0.1", address, directory, sshd)
            : new SshdMachine(address, request.PrivateAddress, directory, sshd);
    }

    private static async Task WriteAsync(string directory, string name, string content)
    {
        if (!Directory.Exists(directory))
        {
            return; // the machine was removed before cloud-init ended
        }
        var part = Path.Combine(directory, name + ".part");
        await File.WriteAllTextAsync(part, content);
        if (!OperatingSystem.IsWindows()) // sshd refuses a key that others may read
        {
            File.SetUnixFileMode(part, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
        File.Move(part, Path.Combine(directory, name), overwrite: true);
    }

    private static async Task<string> OtherKeyAsync(string directory)
    {
        await using var keygen = ChildProcess.Start("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", $"{directory}/other"]);
        await keygen.WaitForExitAsync(TimeSpan.FromSeconds(10));
        return await File.ReadAllTextAsync($"{directory}/other");
    }

    private sealed class Silent : Machine
    {
        private readonly System.Net.Sockets.TcpListener _listener;
        private readonly string _directory;

        public Silent(string address, string privateAddress, string directory)
        {
            (PublicAddress, PrivateAddress, _directory) = (address, privateAddress, directory);
            _listener = new(System.Net.IPAddress.Parse(address), 22);
            _listener.Start();
        }

        public override string PublicAddress { get; }

        public override string PrivateAddress { get; }

        public override string Console => "";

        public override ValueTask DisposeAsync()
        {
            _listener.Dispose();
            Directory.Delete(_directory, recursive: true);
            return ValueTask.CompletedTask;
        }
    }

    private sealed class SshdMachine(string address, string privateAddress, string directory, ChildProcess sshd) : Machine
    {
        public override string PublicAddress => address;

        public override string PrivateAddress => privateAddress;

        public override string Console => "[    0.000000] Linux version 6.8.0-aws\n" + sshd.Output;

        public override async ValueTask DisposeAsync()
        {
            await sshd.DisposeAsync();
            Directory.Delete(directory, recursive: true);
        }
    }
}
