using System.Globalization;
using System.Text.RegularExpressions;

namespace ChatAspire.Network.Hosts;

/// <summary>The facts about a host that decide whether it can be inspected and walked.</summary>
/// <param name="Missing">The programs that are not on the host's PATH.</param>
/// <param name="Manager">The package manager, as its command: <c>apt-get</c>, <c>dnf</c>, …; empty if none is known.</param>
/// <param name="CanCapture">True if the kernel has packet sockets; otherwise a capture would load the module af_packet.</param>
/// <param name="Engine">The version of the Docker Engine; empty if no engine answers.</param>
/// <param name="EngineError">The error message if no engine answers; otherwise empty.</param>
/// <param name="IsPodman">True if podman answers in place of Docker.</param>
/// <param name="IsRootless">True if the engine runs without root.</param>
/// <param name="IsHere">
/// True if the engine's data directory exists on the host; otherwise the engine runs on another host or in a virtual machine.
/// </param>
internal sealed partial record HostFacts(
    IReadOnlyList<string> Missing, string Manager, bool CanCapture, string Engine, string EngineError, bool IsPodman, bool IsRootless,
    bool IsHere)
{
    /// <summary>The script that collects the facts. Arguments: the programs to look for. Prints a keyword and a value per line.</summary>
    public const string Script =
        """
        PATH=$PATH:/usr/sbin:/sbin
        for tool in "$@"; do command -v "$tool" > /dev/null || echo "missing $tool"; done
        for manager in apt-get dnf apk zypper pacman; do ! command -v $manager > /dev/null || { echo "manager $manager"; break; }; done
        [ ! -e /proc/net/packet ] || echo packet yes
        command -v docker > /dev/null || { echo 'missing docker'; exit 0; }
        case $(docker --version 2>&1) in podman*) echo podman yes ;; esac
        if engine=$(docker version -f '{{.Server.Version}} {{json .Server.Components}}' 2>&1); then
            echo "engine ${engine%% *}"
            case $engine in *Podman*) echo podman yes ;; esac
            docker info -f '{{json .SecurityOptions}}' 2> /dev/null | grep -q name=rootless && echo rootless yes
            [ -d "$(docker info -f '{{.DockerRootDir}}' 2> /dev/null)" ] && echo here yes
        else
            echo "error $(printf %s "$engine" | tr '\n' ' ')"
        fi
        exit 0
        """;

    // missing tcpdump
    // manager apt-get
    // packet yes
    // engine 28.2.2
    // here yes
    /// <summary>Parses the output of <see cref="Script"/>.</summary>
    public static HostFacts Parse(string output)
    {
        var facts = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ', 2))
            .Where(parts => parts.Length == 2).ToLookup(parts => parts[0], parts => parts[1].Trim());
        return new HostFacts(
            [.. facts["missing"]], facts["manager"].FirstOrDefault(""), facts["packet"].Any(), facts["engine"].FirstOrDefault(""),
            facts["error"].FirstOrDefault(""), facts["podman"].Any(), facts["rootless"].Any(), facts["here"].Any());
    }

    /// <summary>
    /// The engine's major and minor version; null for a version that does not begin with two numbers, as in a build from source.
    /// </summary>
    public (int Major, int Minor)? Version =>
        Numbers().Match(Engine) is { Success: true, Groups: var part } ? (Number(part["major"]), Number(part["minor"])) : null;

    private static int Number(Group digits) => int.Parse(digits.ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^(?<major>[0-9]{1,4})\.(?<minor>[0-9]{1,4})")]
    private static partial Regex Numbers();
}
