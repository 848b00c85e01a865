using ChatAspire.Lab.Hosts;
using ChatAspire.Lab.Lifecycle;
using ChatAspire.Lab.Spec;
using ChatAspire.Lab.Steps;
using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Lessons;

/// <summary>The facts about a lab that a lesson's commands depend on.</summary>
/// <param name="A">The chapter's host A: the first in lab.json.</param>
/// <param name="B">The chapter's host B: the second.</param>
/// <param name="OnAws">True when the hosts are EC2 instances, as in the chapter.</param>
/// <param name="KernelLog">True when the output of the LOG target can be read in <see cref="KernelLogFile"/>.</param>
/// <param name="Containers">The steps of <c>up</c> for section 3-6.</param>
public sealed record LessonPlace(
    LabSpec Spec, HostFacts A, HostFacts B, bool OnAws, bool KernelLog, IReadOnlyList<Phase> Containers)
{
    /// <summary>The kernel's log file, as in the chapter.</summary>
    public const string KernelLogFile = "/var/log/kern.log";

    /// <summary>The image used in place of the chapter's Alpine.</summary>
    public string Image => Spec.Images.Test;

    /// <summary>The options with which tcpdump(8) decodes the tunnel; empty for VXLAN's default port, 4789, which it recognizes.</summary>
    public string IntoTunnel => Spec.Overlay.Port == 4789 ? "" : "-T vxlan ";

    /// <summary>Placeholder name → value, for the placeholders known before the first command; the names are the chapter's.</summary>
    public IReadOnlyDictionary<string, string> Values => new Dictionary<string, string>
    {
        ["ホストAのパブリックアドレス"] = A.Underlay,
        ["ホストBのパブリックアドレス"] = B.Underlay,
    };

    /// <summary>
    /// Reads the facts from connected hosts. The LOG target works only in the initial network namespace, unless nf_log_all_netns is set.
    /// That setting is visible only in the initial namespace (net/netfilter/nf_log.c), so its presence shows that LOG works on the host.
    /// </summary>
    public static async Task<LessonPlace> OfAsync(ConnectedLab lab, bool onAws, CancellationToken cancellation)
    {
        var spec = lab.Spec;
        var (a, b) = (lab.Host(spec.Hosts[0].Name), lab.Host(spec.Hosts[1].Name));
        var kernelLog = await a.Host.RunAsync(
            HostCommand.Shell($"test -e /proc/sys/net/netfilter/nf_log_all_netns && test -r {KernelLogFile}"), cancellation);
        return new LessonPlace(spec, a.Facts, b.Facts, onAws, kernelLog.Succeeded, new LabPlan(spec, lab.Secrets).Containers(lab.Facts));
    }

    /// <summary>Formats the last command of a step of <c>up</c>, one option per line.</summary>
    /// <param name="title">The beginning of the step's title.</param>
    public string UpRan(string host, string title)
    {
        var command = Containers.SelectMany(phase => phase.HostSteps).Where(steps => steps.Name == host).SelectMany(steps => steps.Steps)
            .First(step => step.Title.StartsWith(title, StringComparison.Ordinal)).Apply[^1];
        return command.Program + string.Concat(command.Arguments.Select(argument =>
            (argument.StartsWith("--", StringComparison.Ordinal) || argument is ['-', _] ? " \\\n    " : " ") + ShellQuote.Word(argument)));
    }
}
