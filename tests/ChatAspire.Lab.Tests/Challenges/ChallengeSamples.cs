using ChatAspire.Lab.Challenges;
using ChatAspire.Lab.Faults;
using ChatAspire.Lab.Hosts;
using ChatAspire.Lab.Spec;

namespace ChatAspire.Lab.Tests.Challenges;

/// <summary>Challenges in the repository's lab.</summary>
internal static class ChallengeSamples
{
    public static LabSpec Spec { get; } = LabSpec.Load(Path.Combine(AppContext.BaseDirectory, "lab.json"));

    public static FaultPlace Lab { get; } = new(
        Spec, [.. Spec.Hosts.Select((host, i) => new HostFacts(host, $"10.77.0.{i + 11}", "eth0", 1500, new Dictionary<int, Uri>()))]);

    public static TheoryData<string> Names => [.. ChallengeBook.Names];

    public static TheoryData<string, string> Texts =>
        [.. from name in ChallengeBook.Names from language in ChallengeWords.Languages select (name, language)];

    public static ChallengeCase Case(string name, long seed) =>
        ChallengeBook.Find(name).Create(new ChallengePlace(Lab, new SeededChoice(seed)));

    public static ChallengeText Text(string name, string language, long seed = 1) =>
        ChallengeText.Read(name, language, Case(name, seed).Values);
}
