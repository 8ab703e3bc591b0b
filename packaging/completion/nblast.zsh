#compdef nblast nblast-workbench
# zsh completion of nblast and nblast-workbench. Commands, options and most values are read from the programs' own help.

# _nblast_specs HELP: fills `specs` with one word of _arguments for each option that a help text lists
_nblast_specs() {
  local line short long rest text values action
  for line in ${(f)1}; do
    [[ $line =~ '^  (-[a-zA-Z],)?(--[a-z0-9-]+) ?([^ ]*) *(.*)$' ]] || continue
    short=${match[1]%,} long=$match[2] rest=$match[3] text=${${match[4]//\[/(}//\]/)}
    case $long in
      --units | --target-units) action=':unit:(auto um nm stated,nm)' ;;
      --engine) action=':engine:(auto cuda cpu reference cuda-host)' ;;
      --max-distance) action=':µm:(off auto)' ;;
      --table) action=':table:{_alternative "tables:table:(auto fcwb fcwb-alpha v1)" "files:file:_files"}' ;;
      *)
        action=
        if [[ $rest =~ '\{([^}]*)\}' ]]; then
          values=${match[1]//,/ }
          action=":value:($values)"
        elif [[ $rest == TEXT* ]]; then
          action=':file:_files'
        elif [[ $rest == (INT|UINT|FLOAT)* ]]; then
          action=':number:'
        fi
        ;;
    esac
    specs+=("${long}[$text]$action")
    [[ -z $short ]] || specs+=("${short}[$text]$action")
  done
}

_nblast() {
  local program=$words[1] help
  local -a specs commands match mbegin mend
  if [[ ${program:t} == nblast ]]; then
    if ((CURRENT == 2)) && [[ $words[2] != -* ]]; then
      help=$($program --help 2>/dev/null)
      commands=(${${(M)${(f)${help#*Subcommands:}}:#  [a-z]*}#  })
      commands=(${commands/ ##/:})
      _describe -t commands 'nblast command' commands
      return
    fi
    if ((CURRENT > 2)); then
      help=$($program $words[2] --help 2>/dev/null)
      words=("$program $words[2]" ${words[3,-1]})
      ((CURRENT--))
    fi
  fi
  [[ -n $help ]] || help=$($program --help 2>/dev/null)
  _nblast_specs "$help"
  _arguments -s -S $specs '*:file:_files'
}

_nblast "$@"
