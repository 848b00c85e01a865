using ChatAspire.Provisioner.Remote;

namespace ChatAspire.Provisioner.Hosts.Local;

/// <summary>What the outer engine and its kernel allow a container to be.</summary>
/// <param name="CgroupVersion">1 or 2.</param>
/// <param name="Missing">Capabilities that the machine itself lacks, so that no container can be given them.</param>
internal sealed record EngineFacts(string CgroupVersion, IReadOnlyList<string> Missing)
{
    /// <summary>Names of the bits of a capability set, from bit 0 (linux/capability.h).</summary>
    private static readonly string[] Capabilities =
    [
        "CHOWN", "DAC_OVERRIDE", "DAC_READ_SEARCH", "FOWNER", "FSETID", "KILL", "SETGID", "SETUID", "SETPCAP", "LINUX_IMMUTABLE",
        "NET_BIND_SERVICE", "NET_BROADCAST", "NET_ADMIN", "NET_RAW", "IPC_LOCK", "IPC_OWNER", "SYS_MODULE", "SYS_RAWIO", "SYS_CHROOT",
        "SYS_PTRACE", "SYS_PACCT", "SYS_ADMIN", "SYS_BOOT", "SYS_NICE", "SYS_RESOURCE", "SYS_TIME", "SYS_TTY_CONFIG", "MKNOD", "LEASE",
        "AUDIT_WRITE", "AUDIT_CONTROL", "SETFCAP", "MAC_OVERRIDE", "MAC_ADMIN", "SYSLOG", "WAKE_ALARM", "BLOCK_SUSPEND", "AUDIT_READ",
        "PERFMON", "BPF", "CHECKPOINT_RESTORE",
    ];

    public static async Task<EngineFacts> ReadAsync(IHost machine, CancellationToken cancellation)
    {
        var info = (await machine.RunAsync(new Command("docker", "info", "-f", "{{.CgroupVersion}}"), cancellation)).Check();
        return new EngineFacts(info.Output.Trim(), MissingHere());
    }

    /// <summary>The options of <c>docker run</c> that let a container run an engine of its own.</summary>
    // Not --privileged: it asks for every capability and fails where the machine lacks one ("unable to apply caps").
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
            return []; // the engine runs in a virtual machine with all of them
        }

        var line = File.ReadLines("/proc/self/status").First(line => line.StartsWith("CapBnd:", StringComparison.Ordinal));
        var bounding = Convert.ToUInt64(line["CapBnd:".Length..].Trim(), 16);
        return [.. Capabilities.Where((_, bit) => (bounding & (1UL << bit)) == 0)];
    }
}
