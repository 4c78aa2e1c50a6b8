using MudBlazor;

namespace Delegate.Web.Layout;

/// <summary>Colours and letters; each pair of text and ground has a contrast of 4.5 or more.</summary>
public static class Look
{
    private static readonly string[] Letters = ["Inter", "Segoe UI", "Roboto", "Helvetica Neue", "DejaVu Sans", "Arial", "sans-serif"];

    public static MudTheme Theme { get; } = new()
    {
        PaletteLight = new PaletteLight
        {
            Primary = "#3746a6", Secondary = "#5b3fa0", Background = "#f5f6fa", Surface = "#ffffff", AppbarBackground = "#ffffff", AppbarText = "#1b1f2e",
            DrawerBackground = "#ffffff", DrawerText = "#2b3044", DrawerIcon = "#4a506a", TextPrimary = "#1b1f2e", TextSecondary = "#545b73",
            ActionDefault = "#4a506a", LinesDefault = "#dfe2ec", TableLines = "#e6e8f0", Divider = "#dfe2ec", LinesInputs = "#7a8199",
            Success = "#1b7a3d", Error = "#b3261e", Warning = "#8a5a00", Info = "#0b62a8",
        },
        PaletteDark = new PaletteDark
        {
            Primary = "#9aa8ff", PrimaryContrastText = "#10142b", Secondary = "#c5b0ff", Background = "#12141c", Surface = "#1a1d28", AppbarBackground = "#1a1d28",
            AppbarText = "#e8eaf3", DrawerBackground = "#1a1d28", DrawerText = "#d4d8e6", DrawerIcon = "#aab0c6", TextPrimary = "#e8eaf3", TextSecondary = "#aab0c6",
            ActionDefault = "#aab0c6", LinesDefault = "#333849", TableLines = "#2a2f3e", Divider = "#333849", LinesInputs = "#7f869e",
            Success = "#6fd394", Error = "#ff9a92", Warning = "#f0c168", Info = "#7cc0f5",
        },
        Typography = new() { Default = new DefaultTypography { FontFamily = Letters, FontSize = ".9rem" } },
        LayoutProperties = new() { DefaultBorderRadius = "8px", DrawerWidthLeft = "210px", AppbarHeight = "56px" },
    };
}
