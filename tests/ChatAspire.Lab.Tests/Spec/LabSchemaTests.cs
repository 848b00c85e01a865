using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;

namespace ChatAspire.Lab.Tests.Spec;

public class LabSchemaTests
{
    /// <summary><c>UPDATE_SNAPSHOTS=1</c> writes it.</summary>
    [Fact]
    public void The_committed_schema_is_generated_from_the_types()
    {
        var path = InRepository("lab.schema.json");
        var schema = LabSchema.Create();
        if (Environment.GetEnvironmentVariable("UPDATE_SNAPSHOTS") == "1")
        {
            File.WriteAllText(path, schema);
        }

        Assert.Equal(File.ReadAllText(path), schema);
    }

    [Fact]
    public void The_lab_file_names_its_schema() =>
        Assert.Equal("./lab.schema.json", (string?)JsonNode.Parse(File.ReadAllText(InRepository("lab.json")))!["$schema"]);

    [Theory]
    [InlineData("/properties/overlay/properties/vni/maximum", "16777215")]
    [InlineData("/properties/overlay/properties/mtu/anyOf/0/const", "\"auto\"")]
    [InlineData("/properties/hosts/minItems", "2")]
    [InlineData("/properties/hosts/items/additionalProperties", "false")]
    [InlineData("/properties/chat/items/properties/publish/description", "\"The port that it listens on, published on its host.\"")]
    public void The_schema_has_the_rules_of_the_reader(string path, string expected)
    {
        var node = path.Split('/')[1..].Aggregate(
            JsonNode.Parse(LabSchema.Create()), (node, part) => node is JsonArray list
                ? list[int.Parse(part, CultureInfo.InvariantCulture)] : node![part]);

        Assert.Equal(expected, node?.ToJsonString());
    }

    private static string InRepository(string file, [CallerFilePath] string test = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(test)!, "..", "..", "..", file));
}
