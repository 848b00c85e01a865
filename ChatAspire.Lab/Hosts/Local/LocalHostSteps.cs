using System.Security.Cryptography;
using System.Text;
using ChatAspire.Lab.Spec;
using ChatAspire.Lab.Steps;
using ChatAspire.Network.Execution;
using ChatAspire.Network.Inspection;

namespace ChatAspire.Lab.Hosts.Local;

/// <summary>The desired state of one local host.</summary>
/// <param name="Container">The name of the host's container, and of its volume, on this machine's engine.</param>
/// <param name="Network">The name of the Docker network that serves as the underlay.</param>
/// <param name="Address">The host's IPv4 address on that network.</param>
/// <param name="Ports">Port on the host → loopback port of this machine that publishes it.</param>
internal sealed record LocalHostPlan(
    LabSpec Lab, HostSpec Host, string Container, string Network, string Address, IReadOnlyDictionary<int, int> Ports, EngineFacts Engine)
{
    public const string HostLabel = "chatlab.host";
    public const string ConfigLabel = "chatlab.config";

    /// <summary>
    /// The underlay network's label with the lab's loopback ports, <c>2201,5001,…</c>, which reserves them before the containers exist.
    /// </summary>
    public const string PortsLabel = "chatlab.ports";
}

/// <summary>Creates the steps for the underlay network and the host containers. All steps run on this machine.</summary>
internal static class LocalHostSteps
{
    /// <summary>The time limit for the start of a host's Docker Engine, which takes seconds, or up to a minute on a slow machine.</summary>
    private static readonly TimeSpan BootTime = TimeSpan.FromSeconds(90);

    public static Step Network(LabSpec spec, string name, string subnet, IEnumerable<int> ports) => new()
    {
        Title = $"Network {name}, {subnet}",
        Why = "The underlay: it takes the place of the wire, or of a cloud's network. "
            + "Its range is unused on this machine; the engine gives a range to one "
            + "network only, and the ports in its label belong to that range, so labs created side by side never share any.",
        Probe = Step.Ask(DockerNetwork.ShowAll, result =>
            DockerNetwork.Parse(result).FirstOrDefault(network => network.Name == name) is { } network
            ? LocalOwner.Against(spec, $"the network {name}", network.Label) ?? Finding.Satisfied()
            : Finding.Missing($"there is no network {name}")),
        Apply =
        [
            new HostCommand("docker", "network", "create", "--subnet", subnet, "--label", LabLabel.Of(spec), "--label", LocalOwner.Label,
                "--label", $"{LocalHostPlan.PortsLabel}={string.Join(',', ports)}", name),
        ],
        Undo =
        [
            HostCommand.Shell(
                """docker network ls -q --filter "label=$1" --filter "label=$2" | xargs -r docker network rm""",
                LabLabel.Of(spec),
                LocalOwner.Label),
        ],
    };

    public static IReadOnlyList<Step> Host(LocalHostPlan plan, LocalKeys keys) =>
        [Volume(plan), Container(plan), Keys(plan, keys), Answers(plan)];

    /// <summary>Creates the volume in a step of its own, so that the volume survives when the container is recreated.</summary>
    private static Step Volume(LocalHostPlan plan) => new()
    {
        Title = $"Volume {plan.Container}",
        Why = "The host's disk. It keeps the engine's images and volumes on a real file system, so they survive when the container is "
            + "recreated.",
        Probe = Step.Ask(
            new HostCommand(
                "docker", "volume", "inspect", "-f",
                $$$"""{{index .Labels "{{{LabLabel.Key}}}"}},{{index .Labels "{{{LocalOwner.Key}}}"}}""",
                plan.Container),
            result =>
            {
                var labels = result.Output.Trim().Split(',', 2);
                return !result.Succeeded ? Finding.Missing($"there is no volume {plan.Container}")
                    : LocalOwner.Against(plan.Lab, $"a volume {plan.Container}", key => key == LabLabel.Key ? labels[0] : labels[1])
                        ?? Finding.Satisfied();
            }),
        Apply = [new HostCommand("docker", ["volume", "create", .. Labels(plan), "--label", LocalOwner.Label, plan.Container])],
        Undo =
        [
            HostCommand.Shell(
                """docker volume ls -q --filter "label=$1" --filter "label=$2" | xargs -r docker volume rm""", LabelsOf(plan)),
        ],
    };

    private static Step Container(LocalHostPlan plan)
    {
        var (create, config) = Run(plan);
        var remove = HostCommand.Shell(
            """docker ps -aq --filter "label=$1" --filter "label=$2" | xargs -r docker rm -fv""", LabelsOf(plan));
        return new Step
        {
            Title = $"Container {plan.Container} at {plan.Address}",
            Why = "A host: a container with an SSH server and a Docker Engine of its own. "
                + "Its rights are those that an engine needs, and none that the machine "
                + "itself lacks. Its ports are published on loopback only.",
            Probe = Step.Ask(DockerContainer.Show(plan.Container), result => DockerContainer.ParseList(result) switch
            {
                [] => Finding.Missing($"there is no {plan.Container}"),
                [var other, ..] when LocalOwner.Against(plan.Lab, $"a container {plan.Container}", other.Label) is { } against => against,
                [var old, ..] when old.Label(LocalHostPlan.ConfigLabel) != config =>
                    Finding.Drifted("created with other settings; recreating it", remove, create),
                [var cut, ..] when cut.NetworkSettings.Networks?.ContainsKey(plan.Network) != true => Finding.Drifted(
                    $"it is not connected to network {plan.Network}",
                    new HostCommand("docker", "network", "connect", "--ip", plan.Address, plan.Network, plan.Container),
                    // The VXLAN device was removed together with eth0; a restart brings the host into a state that later steps repair.
                    new HostCommand("docker", "restart", "-t", "5", plan.Container)),
                [{ State.Status: "running" }, ..] => Finding.Satisfied(),
                [{ State.Status: "paused" }, ..] =>
                    Finding.Drifted("it is paused", new HostCommand("docker", "unpause", plan.Container)),
                [{ State.Status: var status }, ..] =>
                    Finding.Drifted($"it is {status}", new HostCommand("docker", "start", plan.Container)),
            }),
            Apply = [create],
            Undo = [remove],
            Creates = plan.Host.Name,
        };
    }

    private static Step Keys(LocalHostPlan plan, LocalKeys keys)
    {
        var (hostKey, userKey) = (keys.Host(plan.Host.Name).PublicKey, keys.User.PublicKey);
        return new Step
        {
            Title = "Host key and login key are in place",
            Why = "Both are created on this machine, so the host's key is known before the first connection, and no other is accepted.",
            Probe = Step.Ask(
                Exec(plan, "sh", "-c", "cat /etc/ssh/ssh_host_ed25519_key.pub /root/.ssh/authorized_keys 2>/dev/null"), result =>
                result.Lines.SequenceEqual([hostKey, userKey]) && keys.Stand(plan.Host.Name)
                    ? Finding.Satisfied()
                    : Finding.Missing("the keys are not there")),
            Apply =
            [
                Exec(
                    plan, "sh", "-c",
                    """umask 077; mkdir -p /root/.ssh; printf '%s\n' "$1" > /etc/ssh/ssh_host_ed25519_key.pub; """
                    + """printf '%s\n' "$2" > /root/.ssh/authorized_keys""",
                    "sh", hostKey, userKey),
                // The container's entry point waits for this file before it starts sshd, so the file is moved into place atomically. A
                // running sshd rereads it on SIGHUP.
                new HostCommand("docker", "exec", "-i", plan.Container, "sh", "-c",
                    """umask 077; cat > /etc/ssh/key.part && mv /etc/ssh/key.part /etc/ssh/ssh_host_ed25519_key; """
                    + """! pgrep -xP 0 sshd || kill -HUP 1""")
                    with { Input = keys.HostPrivateKey(plan.Host.Name) },
            ],
        };
    }

    private static Step Answers(LocalHostPlan plan) => new()
    {
        Title = "Its SSH server and its Docker Engine answer",
        Why = "Both start in the background; the next steps need them.",
        Probe = Step.Ask(
            Exec(plan, "sh", "-c", "pgrep -x sshd >/dev/null && docker version -f '{{.Server.Version}}'"), result => result.Succeeded
            ? Finding.Satisfied($"engine {result.Output.Trim()}")
            : Finding.Missing($"not yet: {result.Error.Trim()}")),
        Apply = [Boot(plan)],
        Hint = $"See why not: docker exec {plan.Container} tail -20 /var/log/dockerd.log",
    };

    private static string[] LabelsOf(LocalHostPlan plan) => [LabLabel.Of(plan.Lab), $"{LocalHostPlan.HostLabel}={plan.Host.Name}"];

    private static IEnumerable<string> Labels(LocalHostPlan plan) => LabelsOf(plan).SelectMany(label => new[] { "--label", label });

    /// <summary>Returns the <c>docker run</c> command, and a hash of its arguments and image.</summary>
    private static (HostCommand Command, string Config) Run(LocalHostPlan plan)
    {
        var image = new HostImage(plan.Lab.Images).Name;
        string[] arguments =
        [
            .. Labels(plan), "--name", plan.Container, "--hostname", plan.Host.Name, "--network", plan.Network, "--ip", plan.Address,
            .. plan.Ports.OrderBy(port => port.Key).SelectMany(port => new[] { "-p", $"127.0.0.1:{port.Value}:{port.Key}" }),
            .. plan.Engine.Privileges, "-v", $"{plan.Container}:/var/lib/docker",
        ];
        var config = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\0', [.. arguments, image]))))[..12];
        // The owner label is not part of the hash, so containers created before that label existed are kept.
        var command = new HostCommand(
            "docker",
            ["run", "-d", .. arguments, "--label", LocalOwner.Label, "--label", $"{LocalHostPlan.ConfigLabel}={config}", image]);
        return (command, config);
    }

    /// <summary>
    /// Returns the command that waits until sshd and the Docker Engine run in the container. The script has its own time limit,
    /// because killing <c>docker exec</c> does not stop the process that it started.
    /// </summary>
    private static HostCommand Boot(LocalHostPlan plan) => Exec(plan, "sh", "-c",
        """
        end=$(($(date +%s) + $1))
        until pgrep -x sshd >/dev/null && timeout 10 docker version >/dev/null 2>&1; do
            [ "$(date +%s)" -lt "$end" ] || { echo "no SSH server and Docker Engine within $1 s" >&2; exit 1; }
            sleep 0.1
        done
        """,
        "sh", $"{BootTime.TotalSeconds}").WithTimeout(BootTime + TimeSpan.FromSeconds(30));

    /// <summary>
    /// Returns a <c>docker exec</c> command without <c>-i</c>. With that option, the command would consume its standard input, which is the
    /// rest of the script when a user pastes a script into a shell.
    /// </summary>
    private static HostCommand Exec(LocalHostPlan plan, params IReadOnlyList<string> command) =>
        new("docker", ["exec", plan.Container, .. command]);
}
