using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ChatAspire.Web.Tests.Page;

/// <summary>Texts and names that try to leave their place, and texts that are too long.</summary>
[Collection("page")]
public sealed class TextTests(Browser browser, TwoNodes nodes) : IClassFixture<TwoNodes>
{
    [Fact]
    public async Task Stacked_combining_marks_paint_only_in_their_own_row()
    {
        var marks = new string('\u030d', 120) + new string('\u0329', 120); // vertical lines above and below
        await using var aki = await Visitor.OpenAsync(browser, nodes.A, "marks-in-row", "Aki");
        await nodes.B.SayAsync("marks-in-row", "m1", "above", "Bo");
        await nodes.B.SayAsync("marks-in-row", "m2", $"a{marks}b{marks}", $"Z{marks[..31]}");
        await nodes.B.SayAsync("marks-in-row", "m3", "below", "Cy");
        await Expect(aki.Texts).ToHaveCountAsync(3);

        // The fonts of the machine decide how far marks are stacked, so the clipping itself is checked too.
        foreach (var row in (string[])[".message .text", ".message .author", "#nodes bdi"])
        {
            await Expect(aki.Page.Locator(row).First).ToHaveCSSAsync("overflow-y", "clip");
        }

        // The neighbours look the same whether the message is there or invisible.
        var neighbours = (Above: await BoxAsync("above"), Below: await BoxAsync("below"));
        var shown = (await ShotAsync(neighbours.Above), await ShotAsync(neighbours.Below));
        await aki.Page.Locator("#log .message").Nth(1).EvaluateAsync("item => { item.style.visibility = 'hidden'; }");
        Assert.Equal(shown.Item1, await ShotAsync(neighbours.Above));
        Assert.Equal(shown.Item2, await ShotAsync(neighbours.Below));

        async Task<Clip> BoxAsync(string text)
        {
            var box = (await aki.Message(text).BoundingBoxAsync())!;
            return new Clip { X = box.X, Y = box.Y, Width = box.Width, Height = box.Height };
        }

        Task<byte[]> ShotAsync(Clip clip) => aki.Page.ScreenshotAsync(new PageScreenshotOptions
        {
            Clip = clip,
            Animations = ScreenshotAnimations.Disabled,
        });
    }

    [Fact]
    public async Task A_name_with_a_directional_override_is_shown_as_written()
    {
        await using var aki = await Visitor.OpenAsync(browser, nodes.A, "override", "Aki");
        await nodes.B.SayAsync("override", "m1", "hello", "\u202enimda\u202c live");
        await aki.Message("hello").WaitForAsync();

        await Expect(aki.Message("hello").Locator(".author bdi")).ToHaveTextAsync("\ufffdnimda\ufffd live");
    }

    [Fact]
    public async Task Web_addresses_are_links_and_everything_else_is_text()
    {
        const string Text = "see https://example.org/a?b=c&d (or http://127.0.0.1:5000/), not javascript:alert(1)";
        await using var aki = await Visitor.OpenAsync(browser, nodes.A, "links", "Aki");
        await aki.WriteAsync(Text);

        await aki.SeesAsync(Text);
        var links = aki.Page.Locator("#log .text a");
        await Expect(links).ToHaveTextAsync(["https://example.org/a?b=c&d", "http://127.0.0.1:5000/"]);
        await Expect(links.First).ToHaveAttributeAsync("rel", "noopener noreferrer");
        aki.AssertNoBrowserErrors();
    }

    [Fact]
    public async Task A_text_over_the_limit_is_kept_whole_and_says_so()
    {
        await using var aki = await Visitor.OpenAsync(browser, nodes.A, "limit", "Aki");
        await aki.Input.FillAsync(new string('x', 4_500));
        await Expect(aki.Page.Locator("#limit")).ToHaveTextAsync("500 characters too many; at most 4000 are sent");
        await aki.Input.PressAsync("Enter");
        await aki.SeesAsync();
        Assert.Equal(4_500, (await aki.Input.InputValueAsync()).Length);

        await aki.Input.FillAsync(new string('x', 3_990));
        await Expect(aki.Page.Locator("#limit")).ToHaveTextAsync("10 characters left");
        await aki.Input.PressAsync("Enter");
        await Expect(aki.Texts).ToHaveCountAsync(1);
        await Expect(aki.Page.Locator("#limit")).ToBeHiddenAsync();
    }
}
