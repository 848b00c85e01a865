using ChatAspire.Lab.Spec;
using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Hosts.Local;

/// <summary>
/// Whether the engine's kernel lets a container be a host. It is tried in a container of the host image, as hosts run it:
/// the kernel that counts is the engine's, and the image has the tools.
/// </summary>
internal static class HostCheck
{
    /// <summary>Long for what takes half a second; a machine may be busy.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>Each line that it prints is something that cannot be, a tab, and its cure. For a network namespace that ends with it.</summary>
    private const string Devices = """
        try() {
            what=$1 cure=$2; shift 2
            error=$("$@" 2>&1) || printf '%s: %s\t%s\n' "$what" "$(printf %s "$error" | tr '\n' ' ')" "$cure"
        }
        kind() { try "The kernel makes no $1 device" "On the machine of the Docker Engine: modprobe $1" ip link add type "$@"; }
        kind vxlan id 1 dstport 4789
        kind bridge
        kind veth
        """;

    /// <summary>What a Docker Engine in the container does besides.</summary>
    private const string Everything = Devices + """

        try "The kernel takes no NAT rule of netfilter" \
            "On the machine of the Docker Engine: modprobe -a nf_tables nft_compat nft_chain_nat xt_MASQUERADE xt_addrtype xt_conntrack" \
            iptables -t nat -A POSTROUTING -m addrtype --src-type LOCAL -m conntrack --ctstate NEW -j MASQUERADE
        mount -o remount,rw /proc/sys 2>/dev/null # as a host does
        privileges='The Docker Engine keeps its containers from it, whatever they ask for: is it an engine in a container, or under SELinux (getenforce)?'
        try "A container cannot forward packets" "$privileges" sysctl -qw net.ipv4.ip_forward=1
        try "A container cannot mount" "$privileges" mount -t tmpfs none /mnt
        """;

    /// <summary>Before the first <c>up</c>. Where hosts stand already, their kernel does.</summary>
    public static async Task<IReadOnlyList<Problem>> BeforeUpAsync(ICommandRunner machine, LabSpec spec, EngineFacts engine, CancellationToken cancellation)
    {
        var hosts = await machine.RunAsync(
            new HostCommand("docker", "ps", "-q", "--filter", $"label={LabLabel.Of(spec)}", "--filter", $"label={LocalHostPlan.HostLabel}"), cancellation);
        return hosts.Check().Lines.Count > 0 ? []
            : (await machine.RunAsync(new HostImage(spec.Images).Inspect, cancellation)).Succeeded ? await InContainerAsync(machine, spec, engine, cancellation)
            : await HereAsync(machine, engine, cancellation);
    }

    /// <summary>All of it, in a container of the host image, which is there. The container is gone when this ends, however it ends.</summary>
    public static async Task<IReadOnlyList<Problem>> InContainerAsync(ICommandRunner machine, LabSpec spec, EngineFacts engine, CancellationToken cancellation)
    {
        // Ctrl-C in a terminal reaches the docker command too: cut off between create and start, it leaves the container, which the engine may still be making.
        var run = HostCommand.Shell(
            """
            trap '' INT
            docker run --rm "$@" && exit
            code=$?
            sleep 1
            docker ps -aq --filter "label=$2" --filter "label=$4" | xargs -r docker rm -f >/dev/null
            exit $code
            """,
            [
                "--label", LabLabel.Of(spec), "--label", "chatlab.check", "--network", "none", .. engine.Privileges,
                "--entrypoint", "sh", new HostImage(spec.Images).Name, "-c", Everything,
            ]);
        var ran = await machine.RunAsync(run.WithTimeout(Limit), CancellationToken.None);
        cancellation.ThrowIfCancellationRequested();
        return ran.Succeeded
            ? Read(ran)
            : [new Problem($"The Docker Engine runs no container as a host must run: {ran.Error.Trim()}", "The engine's own log may say more: journalctl -u docker.")];
    }

    /// <summary>The devices only, and only where root can try them with its own tools: the rest is tried once the image is made.</summary>
    private static async Task<IReadOnlyList<Problem>> HereAsync(ICommandRunner machine, EngineFacts engine, CancellationToken cancellation) =>
        engine.IsHere && Environment.IsPrivilegedProcess ? Read(await machine.RunAsync(Here, cancellation)) : [];

    /// <summary>Says nothing where a tool is not installed, or no namespace can be made: that is not the kernel's lack.</summary>
    internal static HostCommand Here { get; } = HostCommand.Shell("""command -v ip >/dev/null && unshare --net true 2>/dev/null && exec unshare --net sh -c "$1" || true""", Devices);

    private static IReadOnlyList<Problem> Read(CommandResult tried) =>
        [.. tried.Lines.Select(line => line.Split('\t')).Select(parts => new Problem(parts[0], parts[^1]))];
}
