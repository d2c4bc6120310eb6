# PowerShell completion for allies
Register-ArgumentCompleter -Native -CommandName allies -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $line = $commandAst.ToString()
    $length = $cursorPosition - $commandAst.Extent.StartOffset
    $line = if ($length -lt $line.Length) { $line.Substring(0, $length) } else { $line.PadRight($length) }
    $encoding = [Console]::OutputEncoding
    try {
        [Console]::OutputEncoding = [System.Text.Encoding]::UTF8
        $Env:_ALLIES_COMPLETE = 'powershell'
        $Env:_ALLIES_LINE = $line
        & allies 2>$null | Select-Object -Skip 1 | ForEach-Object {
            $value, $help = $_ -split "`t", 2
            if (-not $help) { $help = $value }
            [System.Management.Automation.CompletionResult]::new($value, $value, 'ParameterValue', $help)
        }
    } finally {
        Remove-Item Env:_ALLIES_COMPLETE, Env:_ALLIES_LINE -ErrorAction SilentlyContinue
        [Console]::OutputEncoding = $encoding
    }
}
