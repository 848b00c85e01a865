using System.Text.Json.Serialization;
using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Hosts.Local;

/// <summary>Settings of the outer engine, which runs the hosts' containers, as <c>docker info</c> reports them.</summary>
/// <param name="CgroupVersion">1 or 2.</param>
/// <param name="DockerRootDir">The directory of the engine's images and volumes: a path on the engine's machine.</param>
/// <param name="SecurityOptions"><c>name=rootless</c>, <c>name=userns</c>, <c>name=seccomp,profile=default</c>, …; null for none.</param>
internal sealed record EngineFacts(string CgroupVersion, string DockerRootDir, IReadOnlyList<string>? SecurityOptions)
{
    /// <summary>Capability names by bit number, from bit 0 (linux/capability.h).</summary>
    private static readonly string[] Capabilities =
    [
        "CHOWN", "DAC_OVERRIDE", "DAC_READ_SEARCH", "FOWNER", "FSETID", "KILL", "SETGID", "SETUID", "SETPCAP", "LINUX_IMMUTABLE",
        "NET_BIND_SERVICE", "NET_BROADCAST", "NET_ADMIN", "NET_RAW", "IPC_LOCK", "IPC_OWNER", "SYS_MODULE", "SYS_RAWIO", "SYS_CHROOT",
        "SYS_PTRACE", "SYS_PACCT", "SYS_ADMIN", "SYS_BOOT", "SYS_NICE", "SYS_RESOURCE", "SYS_TIME", "SYS_TTY_CONFIG", "MKNOD", "LEASE",
        "AUDIT_WRITE", "AUDIT_CONTROL", "SETFCAP", "MAC_OVERRIDE", "MAC_ADMIN", "SYSLOG", "WAKE_ALARM", "BLOCK_SUSPEND", "AUDIT_READ",
        "PERFMON", "BPF", "CHECKPOINT_RESTORE",
    ];

    public static async Task<EngineFacts> ReadAsync(ICommandRunner machine, CancellationToken cancellation) =>
        (await machine.RunAsync(new HostCommand("docker", "info", "-f", "{{json .}}"), cancellation))
            .Check().Json(EngineFactsJson.Default.EngineFacts);

    /// <summary>
    /// The capabilities, such as <c>NET_ADMIN</c>, that this machine itself lacks, and so cannot grant to containers; empty if the engine
    /// runs elsewhere.
    /// </summary>
    public IReadOnlyList<string> Missing => IsHere ? MissingHere() : [];

    /// <summary>True if the engine shares this machine's disk and kernel; false if it runs elsewhere or in a virtual machine.</summary>
    public bool IsHere => Directory.Exists(DockerRootDir);

    /// <param name="securityOption">The name alone: <c>rootless</c>.</param>
    public bool Has(string securityOption) => SecurityOptions?.Contains($"name={securityOption}") == true;

    /// <summary>The <c>docker run</c> options that let a container run its own engine.</summary>
    // Not --privileged: it requests every capability, and fails if the machine lacks one ("unable to apply caps").
    public IReadOnlyList<string> Privileges =>
    [
        "--cap-add=ALL", .. Missing.Select(capability => $"--cap-drop={capability}"),
        "--security-opt", "seccomp=unconfined", "--security-opt", "apparmor=unconfined", "--security-opt", "systempaths=unconfined",
        "--device-cgroup-rule", "a *:* rwm",
        .. CgroupVersion == "1" ? ["--cgroupns=host", "-v", "/sys/fs/cgroup:/sys/fs/cgroup:rw"] : (string[])["--cgroupns=private"],
    ];

    // CapBnd:	000001fffeffffff
    private static string[] MissingHere()
    {
        if (!OperatingSystem.IsLinux())
        {
            return []; // the engine runs in a virtual machine that has all capabilities
        }

        var line = File.ReadLines("/proc/self/status").First(line => line.StartsWith("CapBnd:", StringComparison.Ordinal));
        var bounding = Convert.ToUInt64(line["CapBnd:".Length..].Trim(), 16);
        return [.. Capabilities.Where((_, bit) => (bounding & (1UL << bit)) == 0)];
    }
}

/// <summary>JSON serialization of <see cref="EngineFacts"/>, generated at build time.</summary>
[JsonSourceGenerationOptions(RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(EngineFacts))]
internal sealed partial class EngineFactsJson : JsonSerializerContext;
