namespace ChatAspire.Lab.Tests;

/// <summary>What a walk on a real lab writes beside the terminal.</summary>
[Trait("tier", "Lab")]
public sealed class WalkFilesTests(LabFixture fixture)
{
    [Fact]
    public async Task A_picture_shows_the_whole_way()
    {
        var file = Path.Combine(fixture.Home, "walk.svg");

        (await fixture.Lab.RunAsync("walk", "chat-b", "redis", "--picture", file)).Well();

        var picture = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
        Assert.Contains(">eth0 of chat-b<", picture, StringComparison.Ordinal);
        Assert.Contains("VXLAN, VNI 10", picture, StringComparison.Ordinal);
        Assert.Contains(">eth0 of redis<", picture, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("walk.png")]
    [InlineData("nowhere/walk.svg")]
    public async Task A_picture_that_cannot_be_is_refused_before_anything_is_followed(string name)
    {
        var folder = Directory.CreateDirectory(Path.Combine(fixture.Home, "pictures")).FullName;

        var ran = await fixture.Lab.RunAsync("walk", "chat-b", "redis", "--picture", Path.Combine(folder, name));

        Assert.Equal(2, ran.ExitCode);
        Assert.Contains("→", ran.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder));
    }
}
