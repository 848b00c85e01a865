using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace ChatAspire.Tests.Browsing;

/// <summary>The accessibility checker axe.</summary>
public static class Axe
{
    /// <summary>Asserts that axe finds nothing on a page as it is now.</summary>
    public static async Task AssertNothingFoundAsync(IPage page)
    {
        var result = await page.RunAxe();
        Assert.True(result.Violations.Length == 0, string.Join('\n', result.Violations.Select(violation =>
            $"{violation.Id}: {violation.Help}: {string.Join("; ", violation.Nodes.Select(node => node.Html))}")));
    }
}
