using System.Text.Json;
using ChatAspire.Network.Walk.Diagnose;
using ChatAspire.Testing;
using ChatAspire.Tests.Faults;

namespace ChatAspire.Network.Tests.Faults;

/// <summary>The catalogue of faults and its documentation.</summary>
public sealed class DiagnosisDocsTests
{
    private static readonly string[] Parts = [FaultCatalogue.Lab, FaultCatalogue.Local];

    private static readonly string[] Causes =
        [.. Enum.GetNames<CauseId>().Select(JsonNamingPolicy.KebabCaseLower.ConvertName)];

    public static TheoryData<string> Documents => ["docs/diagnosis.md", "docs/ja/diagnosis.md"];

    [Fact]
    public void Every_expected_cause_is_on_the_closed_list()
    {
        var cases = Parts.SelectMany(FaultCatalogue.Read).ToList();

        Assert.All(cases.Select(fault => fault.Verdict).OfType<FaultVerdict>(), verdict => Assert.Contains(verdict.Cause, Causes));
        Assert.All(cases, fault => Assert.Equal(fault.Verdict is null, fault.Cure is null));
        Assert.All(Parts, part => Assert.Distinct(FaultCatalogue.Read(part).Select(fault => fault.Name)));
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public void Every_cause_is_explained(string document) => Assert.Equal(
        Causes,
        Text(document).Split("| id |")[1].Split('\n').Where(line => line.StartsWith("| `", StringComparison.Ordinal) && line.Count(letter => letter == '|') == 3)
            .Select(line => line.Split('`')[1]));

    private static string Text(string document) => File.ReadAllText(Path.Combine(Repository.Root, document));
}
