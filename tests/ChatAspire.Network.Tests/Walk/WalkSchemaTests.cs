using System.Text.Json;
using ChatAspire.Network.Walk.Correlate;
using ChatAspire.Network.Walk.Output;
using ChatAspire.Network.Walk.Output.Json;
using ChatAspire.Network.Walk.Traffic;
using ChatAspire.Testing;
using Json.Schema;

namespace ChatAspire.Network.Tests.Walk;

/// <summary>The published schema of <c>walk --json</c> is that of the types, and the documents follow it.</summary>
public sealed class WalkSchemaTests
{
    private static readonly string File = Path.Combine(Repository.Root, "docs", "walk.schema.json");

    /// <summary><c>UPDATE_SNAPSHOTS=1</c> writes it.</summary>
    [Fact]
    public void The_committed_schema_is_generated_from_the_types()
    {
        var schema = WalkSchema.Create();
        if (Environment.GetEnvironmentVariable("UPDATE_SNAPSHOTS") == "1")
        {
            System.IO.File.WriteAllText(File, schema);
        }

        Assert.Equal(System.IO.File.ReadAllText(File), schema);
    }

    [Fact]
    public void A_walk_several_walks_and_the_lines_of_a_live_walk_follow_it()
    {
        var report = Report();
        AssertFollows(Write(stream => WalkJson.Write(stream, report)));
        AssertFollows(Write(stream => WalkJson.Write(stream, [report, report])));
        AssertFollows(WalkJson.Line(1, report.Packets[0]));
        AssertFollows(WalkJson.Summary(report));
    }

    [Theory]
    [InlineData("\"arrived\":true", "\"arrived\":\"yes\"")]
    [InlineData("\"host\":", "\"machine\":")]
    public void A_document_with_another_value_or_name_does_not(string text, string other)
    {
        var document = Write(stream => WalkJson.Write(stream, Report()));
        Assert.Contains(text, document, StringComparison.Ordinal);

        Assert.False(Evaluate(document.Replace(text, other, StringComparison.Ordinal)).IsValid);
    }

    private static WalkReport Report()
    {
        var fixture = new WalkFixture("syn");
        var walks = Correlation.Walks(
            fixture.ToRedis(fixture.ClientPort), fixture.Frames, fixture.Traversals, WalkFixture.SameClock, new HashSet<string>());
        return new("title", walks, WalkFixture.SameClock, new ProbeOutcome(true, "connected"), null, [], ["a note"]);
    }

    private static string Write(Action<Stream> write)
    {
        using var stream = new MemoryStream();
        write(stream);
        return System.Text.Encoding.UTF8.GetString(stream.ToArray());
    }

    private static void AssertFollows(string document)
    {
        var result = Evaluate(document);
        Assert.True(result.IsValid, JsonSerializer.Serialize(result));
    }

    private static EvaluationResults Evaluate(string document) => JsonSchema.FromText(System.IO.File.ReadAllText(File))
        .Evaluate(JsonDocument.Parse(document).RootElement, new EvaluationOptions { OutputFormat = OutputFormat.List });
}
