using ChatAspire.Lab.Spec;
using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Hosts.Local;

/// <summary>
/// Checks whether the engine's kernel supports hosts in containers. The checks run in a container of the host image if it exists, because
/// the engine may use a different kernel from this machine, and because the image contains the tools.
/// </summary>
internal static class HostCheck
{
    /// <summary>The time limit of the check, which takes half a second on an idle machine.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>
    /// A shell script that prints a line for each problem: the problem, a tab, and the fix. It creates devices, so it must run in a
    /// network namespace of its own.
    /// </summary>
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

    /// <summary>
    /// <see cref="Devices"/>, extended by the other operations that a Docker Engine in a container needs: NAT rules, forwarding, mounts.
    /// </summary>
    private const string Everything = Devices + """

        try "The kernel accepts no netfilter NAT rule" \
            "On the machine of the Docker Engine: modprobe -a nf_tables nft_compat nft_chain_nat xt_MASQUERADE xt_addrtype xt_conntrack" \
            iptables -t nat -A POSTROUTING -m addrtype --src-type LOCAL -m conntrack --ctstate NEW -j MASQUERADE
        mount -o remount,rw /proc/sys 2>/dev/null # as a host does
        privileges='The Docker Engine denies it to its containers: is it an engine in a container, or under SELinux (getenforce)?'
        try "A container cannot forward packets" "$privileges" sysctl -qw net.ipv4.ip_forward=1
        try "A container cannot mount" "$privileges" mount -t tmpfs none /mnt
        """;

    /// <summary>
    /// Returns the problems that can be found before an <c>up</c>. Checks nothing if a host of the lab is running, because that proves that
    /// the kernel supports hosts.
    /// </summary>
    public static async Task<IReadOnlyList<Problem>> BeforeUpAsync(
        ICommandRunner machine, LabSpec spec, EngineFacts engine, CancellationToken cancellation)
    {
        var hosts = await machine.RunAsync(
            new HostCommand(
                "docker", "ps", "-q", "--filter", $"label={LabLabel.Of(spec)}", "--filter", $"label={LocalHostPlan.HostLabel}"),
            cancellation);
        return hosts.Check().Lines.Count > 0 ? []
            : (await machine.RunAsync(new HostImage(spec.Images).Inspect, cancellation)).Succeeded
                ? await InContainerAsync(machine, spec, engine, cancellation)
            : await HereAsync(machine, engine, cancellation);
    }

    /// <summary>Runs all checks in a container of the host image, which must exist; removes the container. Returns the problems.</summary>
    public static async Task<IReadOnlyList<Problem>> InContainerAsync(
        ICommandRunner machine, LabSpec spec, EngineFacts engine, CancellationToken cancellation)
    {
        // Ctrl-C in a terminal also interrupts `docker run`, which leaves a container behind that was created but not started yet.
        // The sleep gives the engine time to finish a creation in progress before the container is removed.
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
            :
            [
                new Problem(
                    $"The Docker Engine cannot run a container with the rights a host needs: {ran.Error.Trim()}",
                    "The engine's own log may say more: journalctl -u docker."),
            ];
    }

    /// <summary>
    /// Runs <see cref="Here"/> if this process is root on the engine's machine; returns no problem otherwise. The other checks need the
    /// host image, which does not exist yet.
    /// </summary>
    private static async Task<IReadOnlyList<Problem>> HereAsync(
        ICommandRunner machine, EngineFacts engine, CancellationToken cancellation) =>
        engine.IsHere && Environment.IsPrivilegedProcess ? Read(await machine.RunAsync(Here, cancellation)) : [];

    /// <summary>
    /// The command that runs <see cref="Devices"/> in a new network namespace. It prints nothing if a tool is missing or the namespace
    /// cannot be created, because neither proves a problem of the kernel.
    /// </summary>
    internal static HostCommand Here { get; } = HostCommand.Shell(
        """command -v ip >/dev/null && unshare --net true 2>/dev/null && exec unshare --net sh -c "$1" || true""", Devices);

    private static IReadOnlyList<Problem> Read(CommandResult tried) =>
        [.. tried.Lines.Select(line => line.Split('\t')).Select(parts => new Problem(parts[0], parts[^1]))];
}
