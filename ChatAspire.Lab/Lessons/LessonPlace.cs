using ChatAspire.Lab.Hosts;
using ChatAspire.Lab.Lifecycle;
using ChatAspire.Lab.Spec;
using ChatAspire.Lab.Steps;
using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Lessons;

/// <summary>The lab that a lesson runs on: what its commands depend on.</summary>
/// <param name="A">The chapter's host A: the first of lab.json.</param>
/// <param name="B">The chapter's host B: the second.</param>
/// <param name="OnAws">The hosts are instances, as in the chapter.</param>
/// <param name="KernelLog">What the LOG target writes can be read in <see cref="KernelLogFile"/>.</param>
/// <param name="Containers">The steps of <c>up</c> for section 3-6.</param>
public sealed record LessonPlace(
    LabSpec Spec, HostFacts A, HostFacts B, bool OnAws, bool KernelLog, IReadOnlyList<Phase> Containers)
{
    /// <summary>As the chapter has it.</summary>
    public const string KernelLogFile = "/var/log/kern.log";

    /// <summary>What stands for the chapter's Alpine here.</summary>
    public string Image => Spec.Images.Test;

    /// <summary>Options with which tcpdump(8) reads into the tunnel: it knows VXLAN by its usual port.</summary>
    public string IntoTunnel => Spec.Overlay.Port == 4789 ? "" : "-T vxlan ";

    /// <summary>The values that are known before the first command, by the chapter's names for them.</summary>
    public IReadOnlyDictionary<string, string> Values => new Dictionary<string, string>
    {
        ["ホストAのパブリックアドレス"] = A.Underlay,
        ["ホストBのパブリックアドレス"] = B.Underlay,
    };

    /// <summary>
    /// The place of a running lab. What LOG writes is seen in the machine's first network namespace alone, unless
    /// nf_log_all_netns says otherwise, and that file is in the first namespace alone (net/netfilter/nf_log.c).
    /// </summary>
    public static async Task<LessonPlace> OfAsync(ConnectedLab lab, bool onAws, CancellationToken cancellation)
    {
        var spec = lab.Spec;
        var (a, b) = (lab.Host(spec.Hosts[0].Name), lab.Host(spec.Hosts[1].Name));
        var kernelLog = await a.Host.RunAsync(
            HostCommand.Shell($"test -e /proc/sys/net/netfilter/nf_log_all_netns && test -r {KernelLogFile}"), cancellation);
        return new LessonPlace(spec, a.Facts, b.Facts, onAws, kernelLog.Succeeded, new LabPlan(spec, lab.Secrets).Containers(lab.Facts));
    }

    /// <summary>The last command of a step of <c>up</c>, an option a line.</summary>
    /// <param name="title">How the step's title begins.</param>
    public string UpRan(string host, string title)
    {
        var command = Containers.SelectMany(phase => phase.Lanes).Where(lane => lane.Name == host).SelectMany(lane => lane.Steps)
            .First(step => step.Title.StartsWith(title, StringComparison.Ordinal)).Apply[^1];
        return command.Program + string.Concat(command.Arguments.Select(argument =>
            (argument.StartsWith("--", StringComparison.Ordinal) || argument is ['-', _] ? " \\\n    " : " ") + ShellQuote.Word(argument)));
    }
}
