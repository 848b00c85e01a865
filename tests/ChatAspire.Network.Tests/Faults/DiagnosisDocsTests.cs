using System.Text.Json;
using ChatAspire.Network.Walk.Diagnose;
using ChatAspire.Testing;
using ChatAspire.Tests.Faults;

namespace ChatAspire.Network.Tests.Faults;

/// <summary>The catalogue of faults, and the documentation that is made from its measured run.</summary>
public sealed class DiagnosisDocsTests
{
    private const string Begin = "<!-- measured: begin -->\n";
    private const string End = "<!-- measured: end -->\n";

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
        Text(document).Split("| id |")[1].Split('\n').Skip(2).TakeWhile(line => line.StartsWith('|')).Select(line => line.Split('`')[1]));

    [Theory]
    [MemberData(nameof(Documents))]
    public void Every_drop_reason_is_explained_with_the_causes_that_it_fits(string document)
    {
        var isJapanese = document.Contains("/ja/", StringComparison.Ordinal);
        var any = isJapanese ? "すべて" : "any";
        var rows = Text(document).Split(isJapanese ? "| 理由 |" : "| reason |")[1].Split('\n').Skip(2)
            .TakeWhile(line => line.StartsWith('|')).Select(line => line.Split(" | ")).ToList();

        Assert.Equal(
            DropMeaning.All.Select(meaning => (
                $"| `{meaning.Reason}`", meaning.Function is { } function ? $"`{function}`" : any,
                meaning.Causes.Count == 0 ? "– |" : $"{string.Join(", ", meaning.Causes.Select(cause => $"`{Name(cause)}`"))} |")),
            rows.Select(row => (row[0], row[1], row[3])));
        Assert.True(isJapanese || DropMeaning.All.Select(meaning => meaning.Text).SequenceEqual(rows.Select(row => row[2])));

        static string Name(CauseId cause) => JsonNamingPolicy.KebabCaseLower.ConvertName($"{cause}");
    }

    /// <summary>After a measured run (<c>eng/test --full RealHosts</c>), UPDATE_SNAPSHOTS=1 writes the tables anew.</summary>
    [Theory]
    [MemberData(nameof(Documents))]
    public void The_tables_are_those_of_the_last_measured_run(string document)
    {
        var words = document.Contains("/ja/", StringComparison.Ordinal) ? DiagnosisWords.Japanese : DiagnosisWords.English;
        var table = new DiagnosisTable(words).Format(
        [
            (words.Lab, FaultCatalogue.ReadRuns(FaultCatalogue.Lab)), (words.Local, FaultCatalogue.ReadRuns(FaultCatalogue.Local)),
        ]);
        var text = Text(document);
        var (begin, end) = (text.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length, text.IndexOf(End, StringComparison.Ordinal));
        if (Environment.GetEnvironmentVariable("UPDATE_SNAPSHOTS") == "1")
        {
            text = text[..begin] + table + text[end..];
            File.WriteAllText(Path.Combine(Repository.Root, document), text);
            end = begin + table.Length;
        }

        Assert.Equal(table, text[begin..end]);
    }

    private static string Text(string document) => File.ReadAllText(Path.Combine(Repository.Root, document));
}
