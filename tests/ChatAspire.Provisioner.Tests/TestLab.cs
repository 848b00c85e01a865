using ChatAspire.Lab.Hosts;
using ChatAspire.Lab.Lifecycle;
using ChatAspire.Lab.Spec;
using ChatAspire.Lab.Steps;
using ChatAspire.Network.Execution;
using ChatAspire.Testing;

namespace ChatAspire.Provisioner.Tests;

/// <summary>The lab of the repository's lab.json, and reports of it in several states.</summary>
internal static class TestLab
{
    public static LabSpec Spec { get; } = LabSpec.Load(Path.Combine(Repository.Root, "lab.json"));

    public static IReadOnlyList<HostFacts> Facts { get; } =
    [
        .. Spec.Hosts.Select((host, i) => new HostFacts(
            host, $"192.168.0.{i + 2}", "eth0", 1500, new Dictionary<int, Uri> { [5000] = new($"http://127.0.0.1:{5001 + i}") })),
    ];

    /// <summary>A report with the checks of both hosts; those whose title is in <paramref name="failed"/> failed.</summary>
    public static LabReport Report(params IReadOnlyList<string> failed) => new(Spec,
    [
        .. Facts.SelectMany(facts => new[]
        {
            Check(facts.Name, "", $"Container chatlab-{facts.Name}", failed, creates: facts.Name),
            Check(facts.Name, "", $"Docker Engine of {facts.Name} answers", failed, "engine 29.1.2"),
            Check(facts.Name, "3-5", $"vxlan0 of {facts.Name} is up", failed),
            Check(facts.Name, "3-5", $"vxlan-net of {facts.Name} exists", failed),
        }),
        Check("host-a", "3-6", "redis at 172.18.0.100", failed),
        Check("host-a", "3-6", "dashboard at 172.18.0.200", failed),
        Check("host-a", "3-6", "chat-a answers", failed),
        Check("host-b", "3-6", "chat-b answers", failed),
    ], Facts);

    /// <summary>A report of a lab without any of the named hosts.</summary>
    public static LabReport Without(params IReadOnlyList<string> hosts) => new(Spec,
    [
        .. Spec.Hosts.Select(host => Check(
            host.Name, "", $"Container chatlab-{host.Name}", [.. hosts.Select(name => $"Container chatlab-{name}")], creates: host.Name)),
    ], []);

    public static Step Step(string title, string section = "", string? creates = null, bool isCheck = false) => new()
    {
        Title = title,
        Section = section,
        Why = $"The reason for: {title}.",
        Creates = creates,
        Apply = isCheck ? [] : [new HostCommand("true")],
        Probe = (_, _) => Task.FromResult(Finding.Satisfied()),
    };

    private static StepCheck Check(
        string host, string section, string title, IReadOnlyList<string> failed, string reason = "", string? creates = null) => new(
        new HostSteps(host, host, []), Step(title, section, creates),
        failed.Contains(title) ? Finding.Missing(creates is null ? "it is down" : "there is none") : Finding.Satisfied(reason));
}
